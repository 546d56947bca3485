"""What is run on the sources: the OpenAPI document and the catalogues of the words."""
