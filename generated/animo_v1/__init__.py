"""Models and operations of the Animo API. Generated from animo-v1.yaml, which lies beside this file."""
