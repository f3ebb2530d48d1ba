// Yjs peers of benchmarks/server.py: clients come with edits made offline, connect, and are done when each holds all.
// node server_peers.mjs hocuspocus|ywebsocket CLIENTS EDITS DOCS BYTES   (run in a folder with the packages installed)
import { createRequire } from 'module'
import { fork } from 'child_process'
import { pathToFileURL } from 'url'
const require = createRequire(process.cwd() + '/')
const load = async name => import(pathToFileURL(require.resolve(name)).href)
const [which, clients, edits, docs, bytes] = [process.argv[2], ...process.argv.slice(3).map(Number)]
if (which === 'server-hocuspocus') {
  const { Server } = await load('@hocuspocus/server')
  await Server.configure({ port: 0, address: '127.0.0.1', quiet: true }).listen(0)
  process.send({ port: Server.address.port })
} else if (which === 'server-ywebsocket') {
  const http = await import('http')
  const { WebSocketServer } = await import(pathToFileURL(process.cwd() + '/node_modules/ws/wrapper.mjs').href)
  const { setupWSConnection } = await import(pathToFileURL(process.cwd() + '/node_modules/@y/websocket-server/src/utils.js').href)
  const server = http.createServer()
  const wss = new WebSocketServer({ server })
  wss.on('connection', setupWSConnection)
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
} else {
  const Y = await load('yjs')
  const { default: WebSocket } = await import(pathToFileURL(process.cwd() + '/node_modules/ws/wrapper.mjs').href)
  const child = fork(process.argv[1], ['server-' + which], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const { port } = await new Promise(resolve => child.once('message', resolve))
  const held = []
  const perDoc = Array.from({ length: docs }, () => 0)
  for (let c = 0; c < clients; c++) {
    const mine = Array.from({ length: docs }, () => new Y.Doc())
    for (let e = 0; e < edits; e++) {
      const d = (c + e) % docs
      perDoc[d]++
      mine[d].getMap('events').set(`${c}-${e}-${'k'.repeat(56)}`, new Uint8Array(bytes).fill(c + e))
    }
    held.push(mine)
  }
  const providers = []
  const started = process.hrtime.bigint()
  const hp = which === 'hocuspocus' ? await load('@hocuspocus/provider') : null
  const yw = which === 'ywebsocket' ? await load('y-websocket') : null
  for (let c = 0; c < clients; c++) {
    const socket = hp && new hp.HocuspocusProviderWebsocket({ url: `ws://127.0.0.1:${port}`, WebSocketPolyfill: WebSocket })
    for (let d = 0; d < docs; d++) {
      providers.push(hp
        ? new hp.HocuspocusProvider({ websocketProvider: socket, name: `doc${d}`, document: held[c][d] })
        : new yw.WebsocketProvider(`ws://127.0.0.1:${port}`, `doc${d}`, held[c][d], { WebSocketPolyfill: WebSocket, disableBc: true }))
    }
  }
  const limit = Date.now() + 60_000
  const whole = () => held.every(mine => mine.every((doc, d) => doc.getMap('events').size === perDoc[d]))
  while (!whole() && Date.now() < limit) await new Promise(resolve => setTimeout(resolve, 20))
  console.log(JSON.stringify({ seconds: Number(process.hrtime.bigint() - started) / 1e9, whole: whole() }))
  child.kill('SIGKILL')
  process.exit(0)
}
