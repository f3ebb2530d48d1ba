"""The small sync server of a bureau; comes with its own issue."""
