"""What every screen is made of: pages, dialogs, flows, where a request goes."""
