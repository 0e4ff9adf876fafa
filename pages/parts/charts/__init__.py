"""Drawings: numbers and nouns in, a Plotly dict or a piece of HTML out. Nothing here knows Streamlit."""
