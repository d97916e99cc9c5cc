package mknod

import "strings"

// trimmed turns an absolute path, or the name of a preopened directory, into a path without a beginning: no leading "/" and
// "./", and nothing for ".".
func trimmed(path string) string {
	for {
		switch {
		case strings.HasPrefix(path, "/"):
			path = path[1:]
		case strings.HasPrefix(path, "./"):
			path = path[2:]
		case path == ".":
			return ""
		default:
			return path
		}
	}
}

// absolute puts a directory in front of a relative path.
func absolute(dir, path string) string {
	if strings.HasPrefix(path, "/") {
		return path
	}
	return strings.TrimRight(dir, "/") + "/" + path
}

// find finds the longest of the names of preopened directories that an absolute path is beneath, the first one if several
// are the same, and the path from there. The rest is as it was written: "." and ".." are left to the host. The index is
// -1 if there is none.
func find(names []string, path string) (index int, rest string) {
	index, path = -1, trimmed(path)
	longest := -1
	for i, name := range names {
		name = strings.TrimRight(trimmed(name), "/")
		beneath := name == "" || path == name || strings.HasPrefix(path, name+"/")
		if beneath && len(name) > longest {
			index, longest = i, len(name)
		}
	}
	if index < 0 {
		return -1, ""
	}
	rest = strings.TrimLeft(path[longest:], "/")
	if rest == "" {
		rest = "."
	}
	return index, rest
}
