"""The API's verbs: one file for each tag of Gong's specification."""
