"""The front door for any WSGI server: ``gunicorn wsgi:app``."""

from app.factory import create_app
from app.settings import read_settings

app = create_app(read_settings())
