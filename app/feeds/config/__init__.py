"""A practice's whole set-up as one YAML document: ``document`` its shape, ``reading`` text in and out,
``differences`` what an import would change. No database here.
"""
