/*
 * One idea: the fourth argument travels in r10, not in rcx.
 *
 * Ordinary functions take it in rcx, but syscall overwrites rcx with the address
 * to return to, so the kernel could never see it there.
 * A trace shows mmap twice: with MAP_PRIVATE|MAP_ANONYMOUS in r10 it returns an
 * address; with the same flags in rcx and 0 in r10 it returns -1 EBADF, because
 * without MAP_ANONYMOUS the kernel wants a file, and descriptor -1 is none.
 * Exit status: 0 if the first worked and the second failed, 1 otherwise.
 */
        .globl _start                   # the linker starts the program at this name
        .text                           # what follows is code
_start:
        mov     $9, %eax                # which call: mmap, which asks for memory
        mov     $0, %edi                # 1st argument, at which address: 0 lets the kernel choose
        mov     $4096, %esi             # 2nd argument, how much: one page
        mov     $3, %edx                # 3rd argument, to be read (1) and written (2)
        mov     $0x22, %r10d            # 4th argument, flags: private (0x02) and anonymous (0x20), so no file
        mov     $-1, %r8                # 5th argument, the file's descriptor: none
        mov     $0, %r9d                # 6th argument, where in the file to begin
        syscall
        cmp     $-4095, %rax            # only -4095 to -1 are errors; read as unsigned they are the largest numbers
        jae     wrong                   # "jump if above or equal", unsigned: it was an error

        mov     $9, %eax                # once more mmap, ...
        mov     $0x22, %ecx             # ... with the flags where a function would look for them
        mov     $0, %r10d               # and none where the kernel looks; the other arguments are still in place
        syscall
        cmp     $-9, %rax               # -9 is EBADF
        jne     wrong

        mov     $0, %edi                # status 0: both went as foretold
        jmp     leave

wrong:
        mov     $1, %edi                # status 1: one of them did not

leave:
        mov     $231, %eax              # which call: exit_group
        syscall

        .section .note.GNU-stack, "", @progbits   # no code on the stack
