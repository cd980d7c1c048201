/*
 * One idea: a loop is a jump backwards. Made for stepping and for breakpoints.
 *
 * A trace shows five writes, "1\n" to "5\n". Set a breakpoint at next_digit to stop
 * once a round and see rbx grow; change rbx there and the count changes.
 * Exit status: 0.
 */
        .globl _start                   # the linker starts the program at this name
        .text                           # what follows is code
_start:
        mov     $1, %ebx                # the first number; system calls leave rbx alone

next_digit:
        lea     '0'(%rbx), %eax         # the character for it: '0' is 48, '1' is 49, and so on
        mov     %al, line               # al is the lowest byte of rax: store it before the newline
        mov     $1, %eax                # which call: write
        mov     $1, %edi                # 1st argument, standard output
        mov     $line, %esi             # 2nd argument: with $ the address; without it, as above, the bytes there
        mov     $2, %edx                # 3rd argument, two bytes: the digit and the newline
        syscall
        inc     %ebx                    # the next number
        cmp     $5, %ebx                # past the last one?
        jbe     next_digit              # "jump if below or equal": not yet

        mov     $231, %eax              # which call: exit_group
        mov     $0, %edi                # status 0
        syscall

        .data                           # data that may be changed
line:
        .ascii  "?\n"                   # the digit takes the place of the question mark

        .section .note.GNU-stack, "", @progbits   # no code on the stack
