/*
 * One idea: the same program in the 32-bit way: other door, other registers, other numbers.
 *
 * A trace shows execve, write(1, "Hello, kernel!\n", 15) = 15 and exit_group(42) = ?,
 * the same as for x86_64/hello.S; only the registers tell the two apart: here
 * eax is 4 for write and 252 for exit_group, and ebx, ecx, edx carry the arguments.
 * Exit status: 42.
 */
        .globl _start                   # let the linker see the name _start: that is where it starts a program
        .text                           # what follows is code
_start:
        mov     $4, %eax                # which call: 4 is write in the i386 table
        mov     $1, %ebx                # 1st argument, the descriptor: 1 is standard output
        mov     $message, %ecx          # 2nd argument, the address of the first byte to send
        mov     $message_length, %edx   # 3rd argument, how many bytes: 15
        int     $0x80                   # into the kernel and back; eax holds the result, nothing else changes

        mov     $252, %eax              # which call: 252 is exit_group in the i386 table
        mov     $42, %ebx               # 1st argument, the exit status
        int     $0x80                   # never returns

        .section .rodata                # what follows is data that nobody may change
message:
        .ascii  "Hello, kernel!\n"      # 15 bytes; no zero at the end, for write is told the length
message_length = . - message            # "." means "here": here minus the start is the length

        .section .note.GNU-stack, "", @progbits   # tells the linker: this program runs no code on its stack
