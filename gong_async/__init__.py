"""The async client for the Gong API."""
