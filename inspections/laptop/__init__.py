"""The shell on an inspector's laptop: workspace, store, commands."""
