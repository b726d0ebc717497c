"""Work inside the office: who handles, who agrees, tasks and notes."""
