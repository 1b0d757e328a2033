"""The tests of the domain: no screen, no disk, no clock."""
