"""A Word document made by the engine, turned into the page that its PDF is printed from."""
