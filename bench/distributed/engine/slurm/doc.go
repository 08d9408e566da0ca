// Package slurm starts generators as the tasks of one Slurm job, one on each of N nodes.
//
//  1. Start submits a batch job of N nodes and N tasks with sbatch, whose script starts `bench generate` on all of them with srun. It is
//     a gang: all tasks start together or none does. Rejected: a job array, whose later tasks start when others end if the partition is full.
//  2. The tasks get their environment from sbatch's own by the names of the variables (--export): no value, so no credential, stands on a
//     command line or in the script. Slurm keeps the environment of a job where its controller keeps its state.
//  3. A job is not requeued and a failed task ends no other one: a second attempt would send the same hits again, late.
//  4. Failed asks squeue how the job is, and reads in the job's log what srun said of tasks that failed.
//  5. Stop cancels the job and waits until it has left the queue.
//
// Partition, account and all else that a cluster asks for are sbatch's own variables (SBATCH_PARTITION, SBATCH_ACCOUNT, ...). The program
// and the run's folder must be on a file system that the nodes share.
package slurm
