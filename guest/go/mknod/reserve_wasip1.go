package mknod

// reserve has memory for wasmtime's adapter from WASI 0.1 to WASI 0.2, which becomes part of the component.
//
// The adapter would grow the memory by its pages. The runtime of Go takes all memory above its data for its own, these
// pages included. The host finds the variable by its beginning, which no other variable may have, when it makes a
// component of the module, and has the adapter use the pages here.
var reserve = struct {
	marker [32]byte
	used   uint64
	_      uint64
	pages  [4 * 65536]byte
}{marker: [32]byte{
	'w', 'a', 's', 'i', '-', 'm', 'k', 'n', 'o', 'd', ':', ' ', 'p', 'a', 'g', 'e',
	's', ' ', 'o', 'f', ' ', 't', 'h', 'e', ' ', 'a', 'd', 'a', 'p', 't', 'e', 'r',
}}

func init() {
	// The runtime has called the adapter by now.
	if reserve.used == 0 {
		panic("mknod: the adapter of this component shares memory with Go: make it by wasi-mknod, from the module")
	}
}
