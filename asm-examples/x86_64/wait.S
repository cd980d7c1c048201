/*
 * One idea: a program may wait without doing anything; the kernel wakes it when a signal comes.
 *
 * A trace shows pause() = ? for as long as nobody sends a signal that the program would survive.
 * It is a good place for calls that somebody makes from outside, with spyglass's `do`.
 * Exit status: none; a signal ends it.
 */
        .globl _start                   # the linker starts the program at this name
        .text                           # what follows is code
_start:
        mov     $34, %eax               # which call: 34 is pause, which takes no arguments
        syscall                         # the kernel lets the program sleep
        jmp     _start                  # a signal that changed nothing: wait again
