"""Models and operations of the Animo API. Generated from animo-v1.yaml, which is beside this file."""
