/*
 * One idea: a program's name, its words and its variables are whatever execve was given.
 *
 * The program executes itself once more, through /proc/self/exe, under a name, with a word and
 * with variables of its own choice. In its second life argc is 2, and it ends.
 * A trace shows execve("/proc/self/exe", ["teapot", "Meet me at noon ..."], ... 2 vars) = 0
 * between the first execve and exit_group(2).
 * Exit status: 2, the argc of the second life; 1 if execve failed (a system without /proc).
 */
        .globl _start                   # the linker starts the program at this name
        .text                           # what follows is code
_start:
        mov     (%rsp), %rdi            # argc lies where the stack pointer points
        cmp     $1, %rdi                # only a name, and no word behind it?
        jne     leave                   # no: this is the second life

        mov     $59, %eax               # which call: 59 is execve
        mov     $path, %edi             # 1st argument, the file to execute: this very program
        mov     $arguments, %esi        # 2nd argument, argv: addresses of strings, and a zero behind them
        mov     $variables, %edx        # 3rd argument, envp: the same
        syscall                         # comes back only if it failed

        mov     $1, %edi                # status 1: it came back
leave:
        mov     $231, %eax              # which call: exit_group; its 1st argument is in rdi already
        syscall

        .section .rodata                # data that nobody may change
        .balign 8                       # addresses are best kept at multiples of their size
arguments:
        .quad   name, word, 0           # two addresses, and the zero that ends the list
variables:
        .quad   fruit, drink, 0         # the same for the environment
path:
        .asciz  "/proc/self/exe"        # a link that the kernel keeps: to the program that runs; a zero at its end
name:
        .asciz  "teapot"                # nobody checks whether this is the program's name
word:
        .asciz  "Meet me at noon, when the tide is out, below the lighthouse."   # 60 bytes
fruit:
        .asciz  "FRUIT=pear"            # a variable is a string like any other; the = is custom
drink:
        .asciz  "DRINK=cocoa"

        .section .note.GNU-stack, "", @progbits   # no code on the stack
