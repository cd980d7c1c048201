/*
 * One idea: of an address in a 64-bit program the old door, int $0x80, lets 32 bits through.
 *
 * The program writes one text twice from the stack, which lies far above 4 GiB. A trace shows
 * write(1, 0x7ff..., 12) = -1 EFAULT through the old door: the upper half of the address is
 * gone, and at what is left there is nothing. Through the new door the same address will do.
 * On a kernel built or started without 32-bit support, int $0x80 is a SIGSEGV instead.
 * Exit status: 14, which is EFAULT, the error of the first write; 0 if there was none.
 */
        .globl _start                   # the linker starts the program at this name
        .text                           # what follows is code
_start:
        sub     $16, %rsp               # room on the stack
        mov     message, %rax           # the first 8 bytes of the text ...
        mov     %rax, (%rsp)            # ... to the stack
        mov     message+8, %rax         # the next 8, of which 4 belong to the text
        mov     %rax, 8(%rsp)

        mov     $4, %eax                # which call, i386 table: 4 is write
        mov     $1, %ebx                # 1st argument there, the descriptor
        mov     %rsp, %rcx              # 2nd argument there, an address of 64 bits
        mov     $message_length, %edx   # 3rd argument there
        int     $0x80                   # the old door: the kernel looks at ecx, the lower half of rcx
        mov     %eax, %r12d             # keep what it answered

        mov     $1, %eax                # which call, x86-64 table: 1 is write
        mov     $1, %edi                # 1st argument here
        mov     %rsp, %rsi              # 2nd argument here: the same address
        mov     $message_length, %edx   # 3rd argument here
        syscall                         # the new door: all 64 bits count

        mov     $0, %edi                # status 0, unless ...
        neg     %r12d                   # ... the first answer was an error: turn its sign round
        cmovns  %r12d, %edi             # "move if not negative": then the error is the status
        mov     $231, %eax              # which call: exit_group
        syscall

        .section .rodata                # data that nobody may change; it lies below 4 GiB
message:
        .ascii  "far far away"          # 12 bytes
message_length = . - message
        .zero   4                       # so that 16 bytes can be copied

        .section .note.GNU-stack, "", @progbits   # no code on the stack
