/*
 * One idea: some refusals are meant for everyone, for root too: EACCES.
 *
 * Root may read every file, but execve wants a file that is marked executable
 * for somebody, and /etc/passwd is marked so for nobody.
 * A trace shows execve("/etc/passwd", ["/etc/passwd"], NULL) = -1 EACCES. An
 * execve that fails returns; one that succeeds has no old program to return to.
 * Exit status: 13, the number of EACCES.
 */
        .globl _start                   # the linker starts the program at this name
        .text                           # what follows is code
_start:
        mov     $59, %eax               # which call: execve, which replaces this program by another
        mov     $path, %edi             # 1st argument, the file to run
        mov     $argument_list, %esi    # 2nd argument, the new program's argv
        mov     $0, %edx                # 3rd argument, its environment: a zero address stands for none
        syscall                         # rax becomes -13; had it worked, the next line would not exist any more

        neg     %eax                    # -13 becomes 13
        mov     %eax, %edi              # the error number becomes the status
        mov     $231, %eax              # which call: exit_group
        syscall

        .section .rodata                # data that nobody may change
path:
        .asciz  "/etc/passwd"           # a path ends with a zero byte
        .balign 8                       # continue at an address divisible by 8, as suits addresses
argument_list:
        .quad   path                    # argv[0]: by custom the program's own name
        .quad   0                       # a zero ends the list

        .section .note.GNU-stack, "", @progbits   # no code on the stack
