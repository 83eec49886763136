"""Charts, in two halves: `..._data(...)` computes, `figure(data)` draws and never computes."""
