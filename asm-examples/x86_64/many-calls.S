/*
 * One idea: a call is quick; being watched makes it slow.
 *
 * The program asks 1000 times for its parent's process id. Alone it is done in less than a
 * millisecond; a tracer stops it twice a call, and that costs many times more.
 * A trace shows 1000 times getppid(), and a summary counts them.
 * Exit status: 0.
 */
        .globl _start                   # the linker starts the program at this name
        .text                           # what follows is code
_start:
        mov     $1000, %ebx             # how many calls are still to be made; system calls leave rbx alone

again:
        mov     $110, %eax              # which call: getppid; to be set each time, for the result replaces it
        syscall
        dec     %ebx                    # one call less to make
        jnz     again                   # "jump if not zero": until none is left

        mov     $231, %eax              # which call: exit_group
        mov     $0, %edi                # status 0
        syscall

        .section .note.GNU-stack, "", @progbits   # no code on the stack
