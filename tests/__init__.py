"""The tests. They mirror the house: a folder here for a package there."""
