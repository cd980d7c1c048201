/*
 * One idea: of the number given to exit, only the low 8 bits reach the parent.
 *
 * A trace shows exit(259) = ?, and then that the process exited with 3:
 * 259 is 256 + 3, and the 256 does not fit into 8 bits.
 * In the same way exit(256) looks like success to a shell.
 * Exit status: 3.
 */
        .globl _start                   # the linker starts the program at this name
        .text                           # what follows is code
_start:
        mov     $60, %eax               # which call: 60 is exit, which ends this thread (here the only one)
        mov     $256+3, %edi            # 1st argument, the status: 259, binary 1 0000 0011
        syscall                         # never returns; the kernel keeps 0000 0011 for the parent

        .section .note.GNU-stack, "", @progbits   # no code on the stack
