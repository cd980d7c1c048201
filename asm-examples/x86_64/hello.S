/*
 * One idea: a program needs no library to print; it asks the kernel itself.
 *
 * A trace shows three calls: execve (made on this program's behalf by whoever
 * started it), write(1, "Hello, kernel!\n", 15) = 15, and exit_group(42) = ?
 * with no result, because that call never comes back.
 * Exit status: 42.
 */
        .globl _start                   # let the linker see the name _start: that is where it starts a program
        .text                           # what follows is code
_start:
        mov     $1, %eax                # which call: 1 is write; setting eax also clears the upper half of rax
        mov     $1, %edi                # 1st argument, the descriptor: 1 is standard output
        mov     $message, %esi          # 2nd argument, the address of the first byte to send
        mov     $message_length, %edx   # 3rd argument, how many bytes: 15
        syscall                         # into the kernel and back; afterwards rax holds the result

        mov     $231, %eax              # which call: 231 is exit_group, which ends the whole program
        mov     $42, %edi               # 1st argument, the exit status that the parent will see
        syscall                         # the kernel doesn't return from this one, so nothing follows

        .section .rodata                # what follows is data that nobody may change
message:
        .ascii  "Hello, kernel!\n"      # 15 bytes; no zero at the end, for write is told the length
message_length = . - message            # "." means "here": here minus the start is the length

        .section .note.GNU-stack, "", @progbits   # tells the linker: this program runs no code on its stack
