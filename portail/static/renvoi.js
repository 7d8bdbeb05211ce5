// What its own person typed goes on its way; without scripts, the button of the page does it.
document.getElementById("renvoi").requestSubmit();
