"""Reports on people: PDF and XLSX, exports, indicators, and those that come by themselves."""
