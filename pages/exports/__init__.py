"""What is handed out: a deck or a frozen year in, bytes out. Knows nothing of Streamlit."""
