throw "the reason"
