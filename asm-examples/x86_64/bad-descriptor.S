/*
 * One idea: the kernel reports an error as a small negative number in rax.
 *
 * A trace shows write(99, "nobody reads this\n", 18) = -1 EBADF: no open file
 * has the number 99. What really comes back is -9; the -1 is how the C library
 * would hand it on. The program turns -9 round and exits with it.
 * Exit status: 9, the number of EBADF (provided nobody left a descriptor 99 open).
 */
        .globl _start                   # the linker starts the program at this name
        .text                           # what follows is code
_start:
        mov     $1, %eax                # which call: write
        mov     $99, %edi               # 1st argument, a descriptor that nobody has opened
        mov     $message, %esi          # 2nd argument, a perfectly good address
        mov     $message_length, %edx   # 3rd argument, the length
        syscall                         # rax becomes -9

        neg     %eax                    # -9 becomes 9
        mov     %eax, %edi              # 1st argument of the next call: the error number as the status
        mov     $231, %eax              # which call: exit_group
        syscall

        .section .rodata                # data that nobody may change
message:
        .ascii  "nobody reads this\n"
message_length = . - message            # here minus the start: 18

        .section .note.GNU-stack, "", @progbits   # no code on the stack
