"""The investigator's web app: Streamlit pages that talk to the search API, and to nothing else."""
