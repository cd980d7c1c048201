/*
 * One idea: a call may take as long as it likes; read waits until there is something.
 *
 * A trace shows an unfinished read(0, until a line is typed, then read and write in
 * turn, at most 64 bytes at a time; at the end of the input read returns 0.
 * While it waits the program uses no processor time: the kernel has put it to sleep.
 * Exit status: 0 at the end of the input (Ctrl-D), or the error number if a call fails.
 */
        .globl _start                   # the linker starts the program at this name
        .text                           # what follows is code
_start:
read_more:
        mov     $0, %eax                # which call: 0 is read
        mov     $0, %edi                # 1st argument, standard input
        mov     $buffer, %esi           # 2nd argument, where to put the bytes
        mov     $64, %edx               # 3rd argument, at most so many
        syscall                         # here the program waits; then rax says how many bytes there were
        cmp     $-4095, %rax            # -4095 to -1 are errors; read as unsigned they are the largest numbers
        jae     failed                  # "jump if above or equal", unsigned
        test    %rax, %rax              # none at all?
        jz      finished                # that means the end of the input
        mov     %rax, %rdx              # as many bytes as came in are to go out; rsi still points at the buffer

write_rest:
        mov     $1, %eax                # which call: write
        mov     $1, %edi                # 1st argument, standard output
        syscall                         # write may take fewer bytes than it was offered
        cmp     $-4095, %rax
        jae     failed
        add     %rax, %rsi              # go past what has been written ...
        sub     %rax, %rdx              # ... and count what is left
        jnz     write_rest              # something is: offer that again
        jmp     read_more

finished:
        mov     $0, %edi                # status 0
        jmp     leave

failed:
        neg     %eax                    # the error number, made positive ...
        mov     %eax, %edi              # ... is the status

leave:
        mov     $231, %eax              # which call: exit_group
        syscall

        .bss                            # memory that starts as zeros and takes no room in the file
buffer:
        .skip   64                      # 64 bytes

        .section .note.GNU-stack, "", @progbits   # no code on the stack
