"""What people do, a folder a feature: its requests, what happens, its screens and dialogs."""
