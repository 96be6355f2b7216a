"""The three lines that everything is held against."""

from flask import Flask

app = Flask(__name__)
app.get("/")(lambda: "Hello")
