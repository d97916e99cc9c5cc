package mknod

// Mkdev composes a device number of a major and a minor number, in the layout of Linux. It is the name that
// golang.org/x/sys/unix has for [Makedev].
func Mkdev(major, minor uint32) uint64 { return Makedev(major, minor) }

// Makedev composes a device number of a major and a minor number, in the layout of Linux.
func Makedev(major, minor uint32) uint64 {
	high := uint64(major&0xfffff000)<<32 | uint64(minor&0xffffff00)<<12
	return high | uint64(major&0xfff)<<8 | uint64(minor&0xff)
}

// Major extracts the major number of a device number.
func Major(dev uint64) uint32 {
	return uint32(dev>>32&0xfffff000 | dev>>8&0xfff)
}

// Minor extracts the minor number of a device number.
func Minor(dev uint64) uint32 {
	return uint32(dev>>12&0xffffff00 | dev&0xff)
}
