/*
 * One idea: a 64-bit program can still use the old 32-bit door, int $0x80,
 * and behind that door everything is numbered in the 32-bit way.
 *
 * A trace shows two writes, the first by the i386 table, where write is 4 and the
 * arguments are ebx, ecx, edx; the second by the x86-64 table, where write is 1.
 * The old door cuts every register to 32 bits, so the text must lie below 4 GiB.
 * On a kernel built or started without 32-bit support, int $0x80 is a SIGSEGV instead.
 * Exit status: 0.
 */
        .globl _start                   # the linker starts the program at this name
        .text                           # what follows is code
_start:
        mov     $4, %eax                # which call, i386 table: 4 is write (in the x86-64 table 4 is stat)
        mov     $1, %ebx                # 1st argument there, the descriptor
        mov     $old_message, %ecx      # 2nd argument there; a fixed address near 0x402000, which fits into 32 bits
        mov     $old_length, %edx       # 3rd argument there
        int     $0x80                   # the old door: a software interrupt

        mov     $1, %eax                # which call, x86-64 table: 1 is write (in the i386 table 1 is exit!)
        mov     $1, %edi                # 1st argument here
        mov     $new_message, %esi      # 2nd argument here
        mov     $new_length, %edx       # 3rd argument, in the same register at both doors
        syscall                         # the new door

        mov     $231, %eax              # which call: exit_group by the x86-64 table
        mov     $0, %edi                # status 0
        syscall

        .section .rodata                # data that nobody may change
old_message:
        .ascii  "through the old door\n"
old_length = . - old_message            # 21
new_message:
        .ascii  "through the new door\n"
new_length = . - new_message            # 21

        .section .note.GNU-stack, "", @progbits   # no code on the stack
