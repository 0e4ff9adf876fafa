"""One chart and the choice of a year: the least that a Streamlit page with a chart can be."""

import streamlit as st

st.set_page_config(layout="wide")
st.html('<a id="td-year-2017" href="/?nam=2017">2017</a> <a id="td-year-2018" href="/?nam=2018">2018</a>')
year = st.query_params.get("nam", "2018")
bars = {"type": "bar", "orientation": "h", "x": [int(year) - 1200, 700, 600], "y": ["A", "B", "C"]}
st.plotly_chart({"data": [bars], "layout": {"height": 320, "title": {"text": year}}}, key="bars")
