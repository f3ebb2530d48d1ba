"""The subcommands of `ducha`, one module each."""
