// System V IPC and POSIX message queues.
#define _GNU_SOURCE
#include <fcntl.h>
#include <mqueue.h>
#include <signal.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#include "calls.h"

static void shared_memory(void) {
  struct shmid_ds about;
  int id = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
  void* at = shmat(id, NULL, SHM_RDONLY);
  shmctl(id, IPC_STAT, &about);
  shmctl(id, IPC_SET, &about);
  shmdt(at);
  shmctl(id, IPC_RMID, NULL);
  CALL(shmget, 0x1234, (size_t)1, IPC_EXCL | SHM_HUGETLB | 0777);
  CALL(shmat, -1, BAD, SHM_RND | SHM_REMAP | SHM_EXEC | 1);
  CALL(shmdt, BAD);
  CALL(shmctl, -1, 99, BAD);
}

static void semaphores(void) {
  struct sembuf operations[2] = {{0, 1, 0}, {1, -1, IPC_NOWAIT | SEM_UNDO}};
  struct semid_ds about;
  unsigned short values[2] = {1, 2};
  int id = semget(IPC_PRIVATE, 2, IPC_CREAT | 0600);
  semop(id, operations, 1);
  semop(id, operations + 1, 1);
  struct timespec soon = {0, 10};
  semtimedop(id, operations + 1, 1, &soon);
  semctl(id, 0, SETVAL, 5);
  semctl(id, 0, GETVAL);
  semctl(id, 0, GETALL, values);
  semctl(id, 0, SETALL, values);
  semctl(id, 0, IPC_STAT, &about);
  semctl(id, 0, IPC_SET, &about);
  semctl(id, 0, IPC_RMID);
  CALL(semget, 0x1234, 1, IPC_EXCL);
#ifdef SYS_semop
  CALL(semop, -1, BAD, (size_t)2);
#endif
  CALL(semctl, -1, 0, 99, BAD);
}

static void queues(void) {
  struct {
    long type;
    char text[8];
  } message = {3, "message"};
  struct msqid_ds about;
  int id = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
  msgsnd(id, &message, 8, IPC_NOWAIT);
  msgrcv(id, &message, 8, 0, MSG_NOERROR | IPC_NOWAIT);
  msgrcv(id, &message, 8, -5, IPC_NOWAIT);
  msgctl(id, IPC_STAT, &about);
  msgctl(id, IPC_SET, &about);
  msgctl(id, IPC_RMID, NULL);
  CALL(msgget, 0x1234, IPC_EXCL);
  CALL(msgsnd, -1, BAD, (size_t)5, 0x10);
  CALL(msgrcv, -1, BAD, (size_t)5, 1L, MSG_EXCEPT);
  CALL(msgctl, -1, 99, BAD);
}

static void posix_queues(void) {
  struct mq_attr attributes = {.mq_maxmsg = 3, .mq_msgsize = 16};
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
  struct timespec when = {1, 5};
  char text[16] = "message";
  unsigned priority;
  long queue =
      syscall(SYS_mq_open, "spyglass-calls", O_RDWR | O_CREAT | O_NONBLOCK, 0600, &attributes);
  CALL(mq_timedsend, queue, text, (size_t)8, 5, NULL);
  CALL(mq_timedreceive, queue, text, sizeof text, &priority, &when);
  CALL(mq_timedreceive, queue, text, sizeof text, NULL, NULL);
  CALL(mq_getsetattr, queue, NULL, &attributes);
  CALL(mq_getsetattr, queue, &attributes, BAD);
  CALL(mq_notify, queue, &event);
  CALL(mq_notify, queue, NULL);
  CALL(mq_unlink, "spyglass-calls");
  CALL(mq_open, BAD, O_RDONLY);
  CALL(mq_open, "none", O_CREAT, 0, BAD);
  CALL(mq_timedsend, NO_FD, BAD, (size_t)5, 1, BAD);
  CALL(mq_notify, NO_FD, BAD);
}

int main(void) {
  shared_memory();
  semaphores();
  queues();
  posix_queues();
  return 0;
}
