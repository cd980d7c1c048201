/*
 * One idea: a call is quick; being watched makes it slow.
 *
 * The program asks 1000 times for its parent's process id, here by the old door, which
 * itself takes longer than syscall does; a tracer costs far more than either.
 * A trace shows 1000 times getppid(), and a summary counts them.
 * Exit status: 0.
 */
        .globl _start                   # the linker starts the program at this name
        .text                           # what follows is code
_start:
        mov     $1000, %esi             # how many calls are still to be made; int $0x80 leaves esi alone

again:
        mov     $64, %eax               # which call: getppid; to be set each time, for the result replaces it
        int     $0x80
        dec     %esi                    # one call less to make
        jnz     again                   # "jump if not zero": until none is left

        mov     $252, %eax              # which call: exit_group
        mov     $0, %ebx                # status 0
        int     $0x80

        .section .note.GNU-stack, "", @progbits   # no code on the stack
