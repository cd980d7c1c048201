/*
 * One idea: the syscall instruction overwrites rcx and r11, and the result
 * lands in rax; the other 13 general registers come back as they were.
 *
 * Every register gets minus its own number (rcx is register 1, rdx 2, ... r15 is
 * register 15), then getpid is called and all of them are compared.
 * A trace shows only getpid() and exit_group(0): look at the registers before
 * and after getpid. Exit status: 0 if it is so, 1 if anything else changed.
 */
        .globl _start                   # the linker starts the program at this name
        .text                           # what follows is code
_start:
        mov     %rsp, stack_before      # rsp is in use, so it keeps its value: remember that
        pushfq                          # put the flags on the stack ...
        popq    flags_before            # ... and take them off again into memory; mov changes no flags from here on

        mov     $-1, %rcx               # will become the address of the instruction after syscall
        mov     $-2, %rdx               # negative numbers fill all 64 bits, so a lost upper half would show
        mov     $-3, %rbx
        mov     $-5, %rbp               # register 4 is rsp, which is left out
        mov     $-6, %rsi
        mov     $-7, %rdi
        mov     $-8, %r8
        mov     $-9, %r9
        mov     $-10, %r10
        mov     $-11, %r11              # will become the flags
        mov     $-12, %r12
        mov     $-13, %r13
        mov     $-14, %r14
        mov     $-15, %r15
        mov     $39, %eax               # which call: getpid; it has no arguments and ignores all the rest
        syscall
after_call:
        cmp     $0, %rax                # rax: the process id, so more than 0
        jle     surprise                # less or equal: not a process id
        cmp     $after_call, %rcx       # rcx: the processor saved there where to go on
        jne     surprise                # "jump if not equal", here and below
        mov     flags_before, %rax      # r11: the processor saved the flags there
        xor     %r11, %rax              # bits in which the two differ become 1
        test    $~0x100, %rax           # look at all but bit 8, the trap flag: a tool that steps sets it
        jnz     surprise
        cmp     $-2, %rdx               # the rest must be as it was
        jne     surprise
        cmp     $-3, %rbx
        jne     surprise
        cmp     stack_before, %rsp
        jne     surprise
        cmp     $-5, %rbp
        jne     surprise
        cmp     $-6, %rsi
        jne     surprise
        cmp     $-7, %rdi
        jne     surprise
        cmp     $-8, %r8
        jne     surprise
        cmp     $-9, %r9
        jne     surprise
        cmp     $-10, %r10
        jne     surprise
        cmp     $-12, %r12
        jne     surprise
        cmp     $-13, %r13
        jne     surprise
        cmp     $-14, %r14
        jne     surprise
        cmp     $-15, %r15
        jne     surprise
        mov     $0, %edi                # status 0: all as expected
        jmp     leave

surprise:
        mov     $1, %edi                # status 1: something else changed

leave:
        mov     $231, %eax              # which call: exit_group
        syscall

        .bss                            # memory that starts as zeros
        .balign 8                       # at an address divisible by 8, as suits 8-byte numbers
stack_before:
        .skip   8                       # room for rsp
flags_before:
        .skip   8                       # room for the flags

        .section .note.GNU-stack, "", @progbits   # no code on the stack
