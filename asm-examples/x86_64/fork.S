/*
 * One idea: fork is called once and returns twice, in two processes.
 *
 * A trace shows fork() = the child's process id. Only a trace that follows children
 * shows the child's write and exit_group(7) as well. The parent sleeps in wait4
 * until the child is gone, and reads there how it ended.
 * Prints child, then parent. Exit status: 7, passed on from the child.
 */
        .globl _start                   # the linker starts the program at this name
        .text                           # what follows is code
_start:
        mov     $57, %eax               # which call: fork, which makes a copy of this process
        syscall                         # both copies come out here; they differ in rax alone
        test    %rax, %rax              # 0 in the child, the child's process id in the parent
        jz      child
        cmp     $-4095, %rax            # -4095 to -1, as unsigned the largest numbers, are errors
        jae     failed

parent:
        mov     %eax, %edi              # 1st argument, whom to wait for: the child
        mov     $61, %eax               # which call: wait4
        mov     $child_status, %esi     # 2nd argument, where to store how the child ended
        mov     $0, %edx                # 3rd argument, no options: wait as long as it takes
        mov     $0, %r10d               # 4th argument, where to store its use of resources: nowhere
        syscall                         # sleeps until the child has ended; so "parent" always comes second
        cmp     $-4095, %rax
        jae     failed

        mov     $1, %eax                # which call: write
        mov     $1, %edi                # 1st argument, standard output: parent and child share it
        mov     $parent_message, %esi   # 2nd argument, the address
        mov     $parent_length, %edx    # 3rd argument, the length
        syscall

        movzbl  child_status+1, %edi    # the stored number is 0x0700: the status sits in its second byte
        mov     $231, %eax              # which call: exit_group, with the child's status
        syscall

child:
        mov     $1, %eax                # which call: write
        mov     $1, %edi                # 1st argument, standard output
        mov     $child_message, %esi    # 2nd argument, the address
        mov     $child_length, %edx     # 3rd argument, the length
        syscall
        mov     $231, %eax              # which call: exit_group; it ends the child only
        mov     $7, %edi                # the status that the parent will find
        syscall

failed:
        neg     %eax                    # the error number, made positive ...
        mov     %eax, %edi              # ... is the status
        mov     $231, %eax              # which call: exit_group
        syscall

        .section .rodata                # data that nobody may change
child_message:
        .ascii  "child\n"
child_length = . - child_message        # 6
parent_message:
        .ascii  "parent\n"
parent_length = . - parent_message      # 7

        .bss                            # memory that starts as zeros
        .balign 4                       # at an address divisible by 4, as suits a 4-byte number
child_status:
        .skip   4                       # low byte: the signal that ended the child, or 0; second byte: its status

        .section .note.GNU-stack, "", @progbits   # no code on the stack
