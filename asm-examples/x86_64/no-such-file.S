/*
 * One idea: "not there" is an answer like any other: ENOENT.
 *
 * A trace shows openat(AT_FDCWD, "/no/such/file", O_RDONLY) = -1 ENOENT.
 * Lines such as this one tell what a program looked for, even in vain: often
 * the most useful part of a trace.
 * Exit status: 2, the number of ENOENT.
 */
        .globl _start                   # the linker starts the program at this name
        .text                           # what follows is code
_start:
        mov     $257, %eax              # which call: openat
        mov     $-100, %edi             # 1st argument, the directory to begin in: -100 (AT_FDCWD) is the current one
        mov     $path, %esi             # 2nd argument, the path; it begins with "/", so the directory is not used
        mov     $0, %edx                # 3rd argument, flags: 0 is O_RDONLY, open for reading
        syscall                         # rax becomes -2

        neg     %eax                    # -2 becomes 2
        mov     %eax, %edi              # the error number becomes the status
        mov     $231, %eax              # which call: exit_group
        syscall

        .section .rodata                # data that nobody may change
path:
        .asciz  "/no/such/file"         # .asciz adds the zero byte: openat gets no length, it reads up to the zero

        .section .note.GNU-stack, "", @progbits   # no code on the stack
