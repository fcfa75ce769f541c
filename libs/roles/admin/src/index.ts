export { type AdminDeps, type ChangeRequest, type ServerInfo } from './admin-deps.js';
export { AdminModule } from './admin.module.js';
export { createAdminApp } from './create-admin-app.js';
