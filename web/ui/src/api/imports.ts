/** Customers out of a file: what is read and done. */
import { useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "./client";
import { keys } from "./keys";
import type { CustomerImportOut } from "./schema";

const of = (id: number) => ({ path: { import_id: id } });

export function useImports() {
  return useQuery({
    queryKey: keys.imports,
    queryFn: async () => bodyOf(await api.GET("/api/v1/customer-imports")).imports,
  });
}

export function useImport(id: number) {
  return useQuery({
    queryKey: keys.import(id),
    queryFn: async () => bodyOf(await api.GET("/api/v1/customer-imports/{import_id}", { params: of(id) })),
  });
}

export async function bringFile(file: File): Promise<CustomerImportOut> {
  return bodyOf(
    await api.POST("/api/v1/customer-imports", {
      params: { query: { name: file.name.slice(0, 200) } },
      headers: { "Content-Type": "application/octet-stream" },
      body: file as never,
      bodySerializer: (body: unknown) => body as Blob,
    }),
  );
}

export async function matchColumns(id: number, targets: string[]): Promise<void> {
  await api.PUT("/api/v1/customer-imports/{import_id}/columns", { params: of(id), body: { targets } });
}

export async function startImport(id: number): Promise<void> {
  await api.POST("/api/v1/customer-imports/{import_id}/start", { params: of(id) });
}

export async function cancelImport(id: number): Promise<void> {
  await api.POST("/api/v1/customer-imports/{import_id}/cancel", { params: of(id) });
}
