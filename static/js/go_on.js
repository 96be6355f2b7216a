// Long work goes on by itself, button after button. Without this file somebody presses it.
document.getElementById("go-on").requestSubmit();
