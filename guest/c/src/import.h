/* How this library stands between the C library and the host.

   The C library declares its imports under the names `__imported_wasi_snapshot_preview1_*`. A linker that finds a
   function of that name takes it for the import. So the functions of those names here are what the C library calls,
   whichever of its functions a program uses, and no option for the linker is needed. What they call in their turn is the
   import, under another name.

   Parts of the C library of zig are written in zig, where the imports have names of another form: aliases. */
#ifndef WASI_MKNOD_IMPORT_H
#define WASI_MKNOD_IMPORT_H

#define IMPORT(name) __attribute__((__import_module__("wasi_snapshot_preview1"), __import_name__(name)))

#define ALIAS_FOR_ZIG(name)                                                                                            \
    extern __typeof__(__imported_wasi_snapshot_preview1_##name) __wasi_mknod_zig_##name __asm__(                       \
        #name "|wasi_snapshot_preview1")                                                                               \
        __attribute__((__alias__("__imported_wasi_snapshot_preview1_" #name)))

#endif
