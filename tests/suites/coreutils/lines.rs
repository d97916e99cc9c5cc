//! The command lines.

/// Those whose words are separated by single spaces.
pub(crate) const PLAIN: &str = "
    mkfifo
    mkfifo a
    mkfifo a b c
    mkfifo a a
    mkfifo a there b
    mkfifo missing/a b there c
    mkfifo there
    mkfifo file
    mkfifo dir
    mkfifo dangling
    mkfifo to-dir
    mkfifo loop
    mkfifo loop/a
    mkfifo file/a
    mkfifo there/a
    mkfifo dir/a
    mkfifo to-dir/a
    mkfifo dangling/a
    mkfifo closed/a
    mkfifo unwritable/a
    mkfifo missing/a
    mkfifo a/
    mkfifo there/
    mkfifo dir/
    mkfifo dir/.
    mkfifo dir/..
    mkfifo .
    mkfifo ./a
    mkfifo dir//a
    mkfifo dir/../a
    mkfifo -
    mkfifo --
    mkfifo -- -m
    mkfifo -- --help
    mkfifo a -- -b
    mkfifo -m 600 a
    mkfifo -m600 a
    mkfifo -m=600 a
    mkfifo -m=rw a
    mkfifo -m 0 a
    mkfifo -m 00000644 a
    mkfifo -m 777 a b
    mkfifo -m 600 there a
    mkfifo -m 644 -m 600 a
    mkfifo a -m 600
    mkfifo -m
    mkfifo -m 600
    mkfifo -m q
    mkfifo -m q a
    mkfifo -m 8 a
    mkfifo -m 1000 a
    mkfifo -m 4777 a
    mkfifo -m 10000 a
    mkfifo -m 77777 a
    mkfifo -m 0x1ff a
    mkfifo -m u+rwX,g-w a
    mkfifo -m u=rwx,g=rX,o= a
    mkfifo -m +x a
    mkfifo -m -w a
    mkfifo -m -r a
    mkfifo -m = a
    mkfifo -m =rwx a
    mkfifo -m a= a
    mkfifo -m g=u,o=g a
    mkfifo -m u+x,+X a
    mkfifo -m +X a
    mkfifo -m ugo-w+x a
    mkfifo -m =u a
    mkfifo -m u=7 a
    mkfifo -m +111 a
    mkfifo -m u=rw, a
    mkfifo -m ,u=rw a
    mkfifo -m u a
    mkfifo -m u+s a
    mkfifo -m +t a
    mkfifo -m u+s,u-s a
    mkfifo -m o+s a
    mkfifo --mode=600 a
    mkfifo --mode 600 a
    mkfifo --mod=600 a
    mkfifo --m 600 a
    mkfifo --mode
    mkfifo --mode= a
    mkfifo --mode=q a
    mkfifo --modes=600 a
    mkfifo --=600 a
    mkfifo ---mode=600 a
    mkfifo --help
    mkfifo --hel
    mkfifo --help=x
    mkfifo --version
    mkfifo --v
    mkfifo --version=1
    mkfifo a --help -q
    mkfifo -q --help
    mkfifo -q a
    mkfifo -h
    mkfifo -Zq a
    mkfifo -Z=x a
    mkfifo -Z a
    mkfifo -Zm600 a
    mkfifo -mZ a
    mkfifo -Z
    mkfifo --context a
    mkfifo --context=x a
    mkfifo --con= a --con=y
    mkfifo --context=x
    mkfifo --context=x -q
    mkfifo --unknown a
    mkfifo --unknown=x a
    mkfifo -W mode=600 a
    mkfifo -1 a
    mknod
    mknod a
    mknod a p
    mknod a pipe
    mknod a p 1
    mknod a p 1 2
    mknod a p 1 2 3
    mknod a q
    mknod a q 1
    mknod a q 1 2
    mknod a b
    mknod a c
    mknod a u
    mknod a c 1
    mknod a c 1 3
    mknod a u 1 3
    mknod a b 8 1
    mknod a block 8 1
    mknod a P
    mknod a C 1 3
    mknod a c 1 3 5
    mknod a c 1 3 5 7
    mknod a c 0 0
    mknod a b 0 0
    mknod a c 0x10 010
    mknod a c 0X1f 0x0
    mknod a c 010 0377
    mknod a c +1 3
    mknod a c 08 1
    mknod a c 1 09
    mknod a c 0x 1
    mknod a c 0xg 1
    mknod a c -- -1 1
    mknod -- a c -1 1
    mknod -- a c 1 -0
    mknod a c 1 3k
    mknod a c 1. 3
    mknod a c q 3
    mknod a c 1 q
    mknod a c q q
    mknod a b x 1
    mknod a c ++1 1
    mknod a c 4095 1048575
    mknod a c 4096 0
    mknod a c 0 1048576
    mknod a b 4294967295 0
    mknod a b 0 4294967295
    mknod a c 4294967296 0
    mknod a c 0 4294967296
    mknod a c 18446744073709551616 0
    mknod there p
    mknod there c 1 3
    mknod file p
    mknod dir p
    mknod dangling p
    mknod loop/a p
    mknod file/a p
    mknod missing/a p
    mknod missing/a c 1 3
    mknod missing/a:b p
    mknod missing/#a p
    mknod #a p
    mknod ~ p
    mknod { p
    mknod closed/a p
    mknod closed/a c 1 3
    mknod unwritable/a p
    mknod unwritable/a b 8 1
    mknod a/ p
    mknod there/ p
    mknod -m 600 a p
    mknod -m600 a c 1 3
    mknod a p -m 600
    mknod a -m u+rwX,g-w p
    mknod -m q
    mknod -m q a p
    mknod -m 1777 a p
    mknod -m u+s a b 8 1
    mknod -m +x there p
    mknod -m -w a c 1 3
    mknod -m
    mknod --mode=0 a b 8 1
    mknod --mo=440 a c 1 3
    mknod --mode
    mknod -Z a p
    mknod --context=x a
    mknod --cont=x a p
    mknod --help
    mknod --vers
    mknod --help=x
    mknod -q
    mknod --q=x
    mknod a c -1 3
    mknod - p
    mknod -- -m p
";

/// Those with other words.
pub(crate) const ODD: &[&[&str]] = &[
    &["mkfifo", ""],
    &["mkfifo", "a b"],
    &["mkfifo", "dir/a b", "dir/a b"],
    &["mkfifo", "missing/it's"],
    &["mkfifo", "missing/it's $HOME"],
    &["mkfifo", "missing/\"a\""],
    &["mkfifo", "missing/a\nb\tc\u{1b}"],
    &["mkfifo", "missing/grün"],
    &["mkfifo", "grün"],
    &["mkfifo", r"missing/a\b"],
    &["mkfifo", LONG_NAME],
    &["mkfifo", "-m", "", "a"],
    &["mkfifo", "-m", " 600", "a"],
    &["mkfifo", "-m", "600 ", "a"],
    &["mkfifo", "-m", "u=rw g=r", "a"],
    &["mkfifo", "-m", "u=ü", "a"],
    &["mkfifo", "--mode", "", "a"],
    &["mkfifo", "--unknown=it's", "a"],
    &["mkfifo", "--a b"],
    &["mknod", "", "p"],
    &["mknod", "a", ""],
    &["mknod", "a", "", "1", "2"],
    &["mknod", "a", "it's\\", "1", "2"],
    &["mknod", "a", "ä\n", "1", "2"],
    &["mknod", "a", "c", "", "1"],
    &["mknod", "a", "c", "1", ""],
    &["mknod", "a", "c", " 1", "\t3"],
    &["mknod", "a", "c", " -1", "3"],
    &["mknod", "a", "c", "1 ", "3"],
    &["mknod", "a", "c", "1", "it's"],
    &["mknod", "a", "c", "1", "2", "it's"],
    &["mknod", "a", "c", "grün"],
    &["mknod", "a b", "p"],
    &["mknod", "missing/a b", "p"],
    &["mknod", "missing/it's", "p"],
    &["mknod", "missing/a\n'b", "c", "1", "3"],
    &["mknod", "missing/grün", "p"],
    &["mknod", "missing/a=b", "p"],
    &["mknod", "missing/a,b+c%d@e", "p"],
    &["mknod", LONG_NAME, "p"],
    &["mknod", "-m", "", "a", "p"],
];

/// 256 bytes, one more than a name may have.
const LONG_NAME: &str = "\
0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\
0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\
0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\
0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
