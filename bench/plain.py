"""The three-line application that the product is compared with."""

from flask import Flask

app = Flask(__name__)
app.get("/")(lambda: "Hello")
