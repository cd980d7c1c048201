/*
 * One idea: a bad address given to the kernel is an error, not a crash.
 *
 * A trace shows pipe2, then a write of 5 bytes at address 0x8 to the pipe:
 * -1 EFAULT. The pipe is there because the kernel must really fetch the bytes:
 * /dev/null takes a bad address without looking, and output is often sent there.
 * Reading address 8 with an instruction would kill the program; see jump-to-nowhere.S.
 * Exit status: 14, the number of EFAULT.
 */
        .globl _start                   # the linker starts the program at this name
        .text                           # what follows is code
_start:
        mov     $293, %eax              # which call: pipe2, which makes a pipe
        mov     $pipe_ends, %edi        # 1st argument, where to store two descriptors: read end, write end
        mov     $0, %esi                # 2nd argument, no flags
        syscall

        mov     $1, %eax                # which call: write
        mov     pipe_ends+4, %edi       # 1st argument, the write end: the second of two 4-byte numbers
        mov     $8, %esi                # 2nd argument, address 8: no program has memory there
        mov     $5, %edx                # 3rd argument, how many bytes
        syscall                         # rax becomes -14, and the program lives on

        neg     %eax                    # -14 becomes 14
        mov     %eax, %edi              # the error number becomes the status
        mov     $231, %eax              # which call: exit_group
        syscall

        .bss                            # memory that starts as zeros and takes no room in the file
        .balign 4                       # at an address divisible by 4, as suits 4-byte numbers
pipe_ends:
        .skip   8                       # room for two descriptors of 4 bytes each

        .section .note.GNU-stack, "", @progbits   # no code on the stack
